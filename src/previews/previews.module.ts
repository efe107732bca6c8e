/** Surveys as customers see them, before any customer does. */
import { Module } from '@nestjs/common';
import { AccessModule } from '../access';
import { InvitationsModule } from '../invitations';
import { ResponsesModule } from '../responses';
import { SurveysModule } from '../surveys';
import { MailPreview } from './mail-preview';
import { PagePreview } from './page-preview';
import { PreviewLinks } from './preview-links';
import { PreviewsPagesController } from './previews.pages.controller';
import { PublicPreviewController } from './public-preview.controller';

@Module({
  imports: [AccessModule, SurveysModule, InvitationsModule, ResponsesModule],
  controllers: [PreviewsPagesController, PublicPreviewController],
  providers: [PagePreview, MailPreview, PreviewLinks],
  exports: [PagePreview, MailPreview, PreviewLinks],
})
export class PreviewsModule {}
