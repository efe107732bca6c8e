/**
 * Signs mails by DKIM (RFC 6376, relaxed/relaxed, RSA with SHA-256). The key is read once and the signature, which costs
 * more than all else about a mail, is made beside the event loop.
 */
import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import dkimSign from 'nodemailer/lib/dkim/sign';
import { foldLines } from 'nodemailer/lib/mime-funcs';
import type { DkimConfig } from '../config';

/** Nodemailer's own list leaves out `List-Unsubscribe-Post`, which RFC 8058 wants signed. */
export const SIGNED_HEADERS = [
  'From', 'Sender', 'Reply-To', 'Subject', 'Date', 'Message-ID', 'To', 'Cc', 'MIME-Version', 'Content-Type',
  'Content-Transfer-Encoding', 'In-Reply-To', 'References', 'Auto-Submitted', 'List-Id', 'List-Unsubscribe',
  'List-Unsubscribe-Post',
].join(':'); // prettier-ignore

export class Signer {
  private readonly key: KeyObject;
  private readonly who: string;

  /** @throws Error, without quoting it, when the key is none that can sign */
  constructor({ domain, selector, privateKey }: DkimConfig) {
    this.key = rsaKey(privateKey);
    this.who = `d=${domain}; q=dns/txt; s=${selector}`;
  }

  /**
   * The header line that signs the mail; it goes before all others.
   * @param headers complete lines, without the empty one at the end
   * @param bodyHash base64
   */
  async line(headers: string, bodyHash: string): Promise<string> {
    const lines = headers.split(/\r\n(?![ \t])/).map((line) => ({
      key: line.slice(0, line.indexOf(':')).trim().toLowerCase(),
      line,
    }));
    const { headers: signed, fieldNames } = dkimSign.relaxedHeaders(lines, SIGNED_HEADERS);
    const unsigned = `v=1; a=rsa-sha256; c=relaxed/relaxed; ${this.who}; bh=${bodyHash}; h=${fieldNames}; b=`;
    const signature = await this.signature(`${signed}dkim-signature:${unsigned}`);
    return `${foldLines(`DKIM-Signature: ${unsigned}`, 76)}${signature.replace(/.{72}(?=.)|^/g, '$&\r\n ')}`;
  }

  private signature(data: string): Promise<string> {
    return new Promise((resolve, reject) => {
      sign('sha256', Buffer.from(data), this.key, (error, signature) => {
        if (error) reject(error);
        else resolve(signature.toString('base64'));
      });
    });
  }
}

function rsaKey(pem: string): KeyObject {
  const wanted = 'MAIL_DKIM_PRIVATE_KEY is a PEM of an RSA key.';
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new Error(wanted);
  }
  if (key.asymmetricKeyType !== 'rsa') throw new Error(wanted);
  return key;
}
