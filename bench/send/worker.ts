/**
 * The product's sender in a process of its own: told how many, it makes so many invitations due and sends them through
 * the whole path: claim, look again, render, sign, hand over, note. Arguments: the database's URL, the mail server's
 * port, the file of the private key, the file the words of a mail go to.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import PostalMime from 'postal-mime';
import { Database } from '../../src/platform/database';
import { JobRunner, Jobs } from '../../src/platform/jobs';
import { Mailer, type OutgoingMail } from '../../src/platform/mail';
import { SIGNED_HEADERS } from '../../src/platform/mail/signature';
import { sendInvitations } from '../../src/invitations';
import { openProduct, type Product } from '../support/product';

async function main(): Promise<void> {
  const [url = '', port = '', key = '', file = ''] = process.argv.slice(2);
  const product = await openProduct(url, {
    MAIL_CAPTURE: undefined,
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: 'Agua Clara <encuestas@aguaclara.example>',
    MAIL_DKIM_DOMAIN: 'aguaclara.example',
    MAIL_DKIM_SELECTOR: 'mail',
    MAIL_DKIM_PRIVATE_KEY: readFileSync(key, 'utf8'),
  });
  await keepWords(product, file);
  process.on('message', (mails: number) => {
    sendNext(product, mails).then(
      (took) => process.send?.(took),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ ready: true });
}

/** Sends the first mail and keeps what its reader sees, for `floor/mail.cjs`. */
async function keepWords(product: Product, file: string): Promise<void> {
  const mailer = product.get(Mailer);
  const { send } = mailer;
  let written: OutgoingMail | undefined;
  mailer.send = (mail, before) => {
    written = mail;
    return send.call(mailer, mail, before);
  };
  await sendNext(product, 1);
  mailer.send = send;
  if (!written?.body) throw new Error('No mail was sent.');
  const { contentType, bytes } = written.body;
  const { html = '', text = '' } = await PostalMime.parse(
    Buffer.concat([Buffer.from(`Content-Type: ${contentType}\r\n\r\n`), bytes]),
  );
  const secret = (path: string) => new RegExp(`/${path}/([\\w-]{43})`).exec(html)?.[1] ?? '';
  const { to, fromName = '', subject, headers } = written;
  writeFileSync(
    file,
    JSON.stringify({
      from: { name: fromName, address: mailer.senderAddress }, name: to.name, subject, html, text, headers,
      answer: secret('s'), unsubscribe: secret('u'), signed: SIGNED_HEADERS,
    }),
  ); // prettier-ignore
}

/** Makes so many due and sends them, by the job that does so every ten seconds. */
async function sendNext(product: Product, mails: number): Promise<{ seconds: number; cpuSeconds: number }> {
  const database = product.get(Database);
  const now = Date.now();
  await database.run(
    `UPDATE invitation SET send_at = ? WHERE id IN
       (SELECT id FROM invitation WHERE state = 'planned' AND send_at > ? ORDER BY send_at, id LIMIT ?)`,
    [now - 1000, now, mails],
  );
  await product.get(Jobs).enqueue(sendInvitations, { lane: 1 });
  const began = performance.now();
  const cpu = process.cpuUsage();
  await product.get(JobRunner).drain();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6 };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
