/**
 * The leanest mail server there can be: takes every mail, keeps nothing of it, and counts. It reads commands line by
 * line and a mail to the dot that ends it, as any other has to, and answers each of them.
 */
const { createServer } = require('node:net');

const END = '\r\n.\r\n';
const taken = new Map();
let mails = 0;

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  let rest = '';
  let inData = false;
  let to = '';
  socket.write('220 sink ESMTP\r\n');
  socket.on('data', (chunk) => {
    rest += chunk.toString('latin1');
    for (;;) {
      const end = rest.indexOf(inData ? END : '\r\n');
      if (end < 0) {
        // Of a mail only what may be the beginning of its end matters.
        if (inData && rest.length > END.length) rest = rest.slice(1 - END.length);
        return;
      }
      const line = inData ? '' : rest.slice(0, end);
      rest = rest.slice(end + (inData ? END.length : 2));
      if (inData) {
        inData = false;
        mails += 1;
        taken.set(to, (taken.get(to) ?? 0) + 1);
        socket.write('250 2.0.0 taken\r\n');
        continue;
      }
      const command = line.slice(0, 4).toUpperCase();
      if (command === 'RCPT') to = line.slice(line.indexOf('<') + 1, line.lastIndexOf('>'));
      if (command === 'DATA') {
        inData = true;
        socket.write('354 go on\r\n');
      } else if (command === 'EHLO') socket.write('250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n');
      else if (command === 'QUIT') socket.end('221 bye\r\n');
      else socket.write('250 ok\r\n');
    }
  });
});

process.on('message', () => {
  const twice = [...taken].filter(([, times]) => times > 1).length;
  process.send({ mails, receivers: taken.size, twice });
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
