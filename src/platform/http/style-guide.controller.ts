/** A page with every piece of the design system, to look at while building. Not there in production. */
import { Controller, Get, Req } from '@nestjs/common';
import { Config } from '../config';
import { errors } from '../errors';
import { type HtmlReply, Pages, type PageRequest } from '../views';
import { Public } from './policy';
import { styleGuideModel } from './style-guide.model';

@Controller('dev/style-guide')
export class StyleGuideController {
  constructor(
    private readonly pages: Pages,
    private readonly config: Config,
  ) {}

  @Get()
  @Public()
  show(@Req() request: PageRequest): Promise<HtmlReply> {
    if (this.config.environment === 'production') throw errors.not_found();
    return this.pages.html(request, 'platform/style-guide', styleGuideModel, { title: 'Style guide' });
  }
}
