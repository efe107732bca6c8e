/** The door of the previews: the pages and mails of any version of a survey, by the example of a contact. */
export { MailPreview } from './mail-preview';
export { PagePreview } from './page-preview';
export { PreviewLinks } from './preview-links';
export { PreviewsModule } from './previews.module';
