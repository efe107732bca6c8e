/** What the product shows behind a link, taken from the product itself: the model of the page with marks in it. */
import { writeFileSync } from 'node:fs';
import { AppModule } from '../../src/app.module';
import { loadConfig } from '../../src/platform/config';
import { createHttpApp } from '../../src/platform/http';
import { I18n } from '../../src/platform/i18n';
import { Assets, Templates } from '../../src/platform/views';
import { environment } from './product';

interface Shown {
  model: object;
  data: Record<string, unknown>;
}

/**
 * Opens the page of a token once and keeps what its template was given, for `floor/page.cjs`.
 * @param url a database nobody else has open
 */
export async function keepShownPage(url: string, token: string, file: string): Promise<void> {
  const config = loadConfig(environment(url));
  const app = await createHttpApp(AppModule.forRoot({ config, server: true }), { config });
  try {
    const templates = app.get(Templates);
    const render = templates.render.bind(templates);
    let shown: Shown | undefined;
    templates.render = (name, model, data) => {
      if (name === 'responses/answer') shown ??= { model, data: data as Record<string, unknown> };
      return render(name, model, data);
    };
    const reply = await app.inject({ url: `/s/${token}` });
    if (reply.statusCode !== 200 || !shown) throw new Error(`The page was not shown: ${reply.statusCode}`);
    const { locale, organization, brandUrl, title } = shown.data;
    const assets = app.get(Assets);
    const css = Object.fromEntries(
      ['css/answer.css', 'css/customer.css'].map((path) => [path, assets.url(path)]),
    );
    writeFileSync(
      file,
      JSON.stringify({
        model: shown.model,
        data: { locale, organization, brandUrl, title },
        tag: app.get(I18n).formatsFor('es').tag,
        assets: css,
      }),
    );
  } finally {
    await app.close();
  }
}
