/**
 * How Agua Clara listens besides the mails: a kiosk and a poster in the service centres, a link on the web page, and a
 * survey that somebody is still writing.
 */
import { Collectors } from '../../src/collectors';
import { SurveyDesk } from '../../src/surveys';
import { COMPANY } from './cast';
import type { Get } from './story';

export interface Listening {
  /** The kiosk's address path, told once: `/k/…`. */
  kiosk: string;
  /** What the poster leads to: `/q/…`. */
  poster: string;
}

export async function seedListening(get: Get, actor: string): Promise<Listening> {
  const collectors = get(Collectors);
  const kiosk = await collectors.create(
    { kind: 'kiosk', name: 'Quiosco de la entrada', touchpoint: 'counter-centro-norte', locale: 'es' },
    actor,
  );
  const poster = await collectors.create(
    { kind: 'qr', name: 'Cartel de la sala de espera', touchpoint: 'service-center-sur', locale: 'es' },
    actor,
  );
  await collectors.create(
    { kind: 'link', name: 'Enlace en la página web', touchpoint: 'web-office', locale: 'es' },
    actor,
  );
  await get(SurveyDesk).create(
    {
      name: `¿Recomendaría ${COMPANY.name}?`,
      template: 'nps',
      tone: 'usted',
      languages: ['es', 'en', 'pt-BR'],
    },
    actor,
  );
  return { kiosk: `/k/${kiosk.key}`, poster: `/q/${poster.key}` };
}
