/**
 * What a program does that only sends: Nodemailer's pool composes the mail and signs it. The words are given; of each
 * mail only the links and the receiver differ. Arguments: a file with the mail, the private key as PEM, the port.
 */
const { randomBytes } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { createTransport } = require('nodemailer');

const [file, key, port] = process.argv.slice(2);
const mail = JSON.parse(readFileSync(file, 'utf8'));
const transport = createTransport({
  host: '127.0.0.1',
  port: Number(port),
  secure: false,
  pool: true,
  maxConnections: 5,
  dkim: {
    domainName: 'aguaclara.example',
    keySelector: 'mail',
    privateKey: readFileSync(key, 'utf8'),
    headerFieldNames: mail.signed,
  },
});
/** As many mails at once as the product has in the air. */
const AT_ONCE = 20;
let sent = 0;

function next() {
  const number = (sent += 1);
  const [answer, unsubscribe] = [
    randomBytes(32).toString('base64url'),
    randomBytes(32).toString('base64url'),
  ];
  const withLinks = (text) => text.replaceAll(mail.answer, answer).replaceAll(mail.unsubscribe, unsubscribe);
  return transport.sendMail({
    from: mail.from,
    to: { name: mail.name, address: `floor-${number}@example.com` },
    subject: mail.subject,
    html: withLinks(mail.html),
    text: withLinks(mail.text),
    messageId: `<floor-${number}@aguaclara.example>`,
    headers: { ...mail.headers, 'List-Unsubscribe': withLinks(mail.headers['List-Unsubscribe']) },
    envelope: { from: `bounce+${number}@aguaclara.example`, to: `floor-${number}@example.com` },
  });
}

process.on('message', async (mails) => {
  const began = performance.now();
  const cpu = process.cpuUsage();
  let left = mails;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left > 0) {
        left -= 1;
        await next();
      }
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  process.send({ seconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6 });
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });
