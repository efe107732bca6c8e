/** The API's description of itself: for programs as OpenAPI, for people as a page. */
import { Controller, Get, Req } from '@nestjs/common';
import { type HtmlReply, Pages, type PageRequest } from '../views';
import { ApiDescription, type ApiDocument } from './api-description';
import { apiDocsPage } from './api-docs.model';
import { Public } from './policy';

@Controller('api')
export class ApiDocsController {
  constructor(
    private readonly description: ApiDescription,
    private readonly pages: Pages,
  ) {}

  @Get('openapi.json')
  @Public()
  openApi(): ApiDocument {
    return this.description.document();
  }

  @Get('docs')
  @Public()
  docs(@Req() request: PageRequest): Promise<HtmlReply> {
    return this.pages.html(request, 'platform/api-docs', apiDocsPage(this.description.document()), {
      title: 'API',
    });
  }
}
