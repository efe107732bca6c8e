/** Makes pages, assets, navigation and settings available everywhere. */
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { Config, projectRoot } from '../config';
import { Assets } from './assets';
import { BrandImages } from './brand-images';
import { Navigation } from './navigation';
import { Pages } from './pages';
import { SettingsStore } from './settings-store';
import { Templates } from './templates';

@Global()
@Module({
  providers: [
    {
      provide: Templates,
      useFactory: (config: Config) => Templates.in(join(projectRoot(), 'views'), config.environment === 'development'),
      inject: [Config],
    },
    Assets,
    BrandImages,
    Navigation,
    SettingsStore,
    Pages,
  ],
  exports: [Assets, BrandImages, Navigation, SettingsStore, Pages, Templates],
})
export class ViewsModule {}
