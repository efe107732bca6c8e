/** Sends public files. Reached by pages only, under an address that changes with the content. */
import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { errors } from '../errors';
import { Assets } from '../views';
import { Public } from './policy';

@Controller()
export class AssetsController {
  constructor(private readonly assets: Assets) {}

  @Get('assets/*')
  @Public()
  async asset(
    @Param() params: Record<string, string>,
    @Headers('accept-encoding') acceptEncoding: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const asset = await this.assets.find(params['*'] ?? '', acceptEncoding);
    if (!asset) throw errors.not_found();
    void reply.type(asset.type);
    void reply.header('Vary', 'Accept-Encoding');
    void reply.header(
      'Cache-Control',
      asset.immutable ? 'public, max-age=31536000, immutable' : 'public, no-cache',
    );
    if (asset.encoding) void reply.header('Content-Encoding', asset.encoding);
    return asset.body;
  }
}
