/** The door of the pages: templates, layouts, navigation, assets, and the organization's settings. */
export { Assets } from './assets';
export type { Asset } from './assets';
export { brandStylesheet, contrastOnPaper, DEFAULT_ACCENT } from './brand';
export { BrandImages, LARGEST_LOGO } from './brand-images';
export type { ServedImage } from './brand-images';
export { shownLogo } from './logo';
export type { Logo, ShownLogo } from './logo';
export { FLASH_COOKIE, HtmlReply, SeeOther, seeOther } from './replies';
export type { Flash } from './replies';
export { Navigation } from './navigation';
export type { NavigationEntry } from './navigation';
export { Pages } from './pages';
export type { Layout, PageOptions, PageRequest, PageViewer, SplicedPage, ViewContext } from './pages';
export type { Slots } from './cut-page';
export { defineSetting, organizationSetting, SettingsStore } from './settings-store';
export type { OrganizationSettings, Setting } from './settings-store';
export { Templates, TRIPLE_STASH_FILES } from './templates';
export { ViewsModule } from './views.module';
