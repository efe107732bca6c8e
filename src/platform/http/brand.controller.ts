/** Serves the organization's picture to pages and mails. Its address is the hash of its bytes: it may be kept forever. */
import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { errors } from '../errors';
import { BrandImages } from '../views';
import { Public } from './policy';

@Controller('brand')
export class BrandController {
  constructor(private readonly images: BrandImages) {}

  @Get(':file')
  @Public()
  async image(@Param('file') file: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const [, hash, type] = /^([0-9a-f]{64})\.(png|jpg)$/.exec(file) ?? [];
    const image = hash === undefined ? undefined : await this.images.find(hash, type as 'png' | 'jpg');
    if (!image) throw errors.not_found();
    void reply.type(image.mediaType);
    void reply.header('Cache-Control', 'public, max-age=31536000, immutable');
    // Mails are read on other sites; whatever the bytes hold, they are shown as a picture or not at all.
    void reply.header('Cross-Origin-Resource-Policy', 'cross-origin');
    void reply.header('Content-Security-Policy', "default-src 'none'; sandbox");
    void reply.header('X-Content-Type-Options', 'nosniff');
    return image.body;
  }
}
