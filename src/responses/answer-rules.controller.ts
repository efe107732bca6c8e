/** Sends the style sheets by which answer pages show and hide questions. A version never changes: they are kept forever. */
import { Controller, Get, Header, Param } from '@nestjs/common';
import { Public } from '../platform/http';
import { errors } from '../platform/errors';
import { Surveys } from '../surveys';
import { answerRules } from './answer-rules';

@Controller('assets/rules')
export class AnswerRulesController {
  constructor(private readonly surveys: Surveys) {}

  /** Only under the very address that pages name: numbers tried in a row tell nothing about a company's surveys. */
  @Get(':file')
  @Public()
  @Header('Content-Type', 'text/css; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=31536000, immutable')
  async rules(@Param('file') file: string): Promise<string> {
    const versionId = /^(\d{1,9})-[0-9a-f]{12}\.css$/.exec(file)?.[1];
    if (versionId === undefined) throw errors.not_found();
    const rules = answerRules(await this.surveys.version(Number(versionId)));
    if (rules?.href !== `/assets/rules/${file}`) throw errors.not_found();
    return rules.css;
  }
}
