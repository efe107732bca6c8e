/** Where to start from: how common providers of messages are asked, answer and report. Everything can be changed. */
import type { TypedChannel } from './channel-form';

export const PRESETS = ['generic', 'twilio', 'whatsapp'] as const;
export type Preset = (typeof PRESETS)[number];

const GENERIC: TypedChannel = {
  kind: 'sms',
  method: 'POST',
  contentType: 'json',
  headers: 'Authorization: Bearer {{credential}}\nIdempotency-Key: {{reference}}',
  body: '{\n  "to": "{{to}}",\n  "from": "{{sender}}",\n  "text": "{{text}}",\n  "reference": "{{reference}}"\n}',
  idPointer: '/id',
  errorPointer: '/error/code',
  successStatuses: '200-299',
  retryStatuses: '429, 503',
  perMinute: '60',
  timeoutSeconds: '15',
  'receipts.idPointer': '/id',
  'receipts.referencePointer': '/reference',
  'receipts.statusPointer': '/status',
  'receipts.errorPointer': '/error/code',
  'receipts.delivered': 'delivered',
  'receipts.failedForGood': 'rejected, undeliverable',
  'receipts.failedForNow': 'expired',
  'receipts.fromPointer': '/from',
  'receipts.textPointer': '/text',
};

const TWILIO: TypedChannel = {
  ...GENERIC,
  url: 'https://api.twilio.com/2010-04-01/Accounts/ACCOUNT_SID/Messages.json',
  contentType: 'form',
  headers: 'Authorization: Basic {{credentialBase64}}',
  body: 'To={{to}}&From={{sender}}&Body={{text}}',
  idPointer: '/sid',
  errorPointer: '/code',
  numberErrors: '21211, 21610, 21614, 30005, 30006',
  'receipts.idPointer': '/MessageSid',
  'receipts.referencePointer': '',
  'receipts.statusPointer': '/MessageStatus',
  'receipts.errorPointer': '/ErrorCode',
  'receipts.delivered': 'delivered, read',
  'receipts.failedForGood': '',
  'receipts.failedForNow': 'undelivered, failed',
  'receipts.fromPointer': '/From',
  'receipts.textPointer': '/Body',
};

const STATUS = '/entry/0/changes/0/value/statuses/0';
const MESSAGE = '/entry/0/changes/0/value/messages/0';
const WHATSAPP: TypedChannel = {
  ...GENERIC,
  kind: 'whatsapp',
  url: 'https://graph.facebook.com/v21.0/PHONE_NUMBER_ID/messages',
  headers: 'Authorization: Bearer {{credential}}',
  body: `{
  "messaging_product": "whatsapp",
  "to": "{{toDigits}}",
  "biz_opaque_callback_data": "{{reference}}",
  "type": "template",
  "template": {
    "name": "{{template}}",
    "language": { "code": "{{language}}" },
    "components": [{
      "type": "body",
      "parameters": [
        { "type": "text", "text": "{{param1}}" },
        { "type": "text", "text": "{{param2}}" }
      ]
    }]
  }
}`,
  idPointer: '/messages/0/id',
  numberErrors: '131026, 131030',
  'template.languages.es': 'es_MX',
  'template.languages.en': 'en_US',
  'template.languages.pt-BR': 'pt_BR',
  'template.parameters': 'employee, link',
  'receipts.idPointer': `${STATUS}/id`,
  'receipts.referencePointer': `${STATUS}/biz_opaque_callback_data`,
  'receipts.statusPointer': `${STATUS}/status`,
  'receipts.errorPointer': `${STATUS}/errors/0/code`,
  'receipts.delivered': 'delivered, read',
  'receipts.failedForGood': '',
  'receipts.failedForNow': 'failed',
  'receipts.fromPointer': `${MESSAGE}/from`,
  'receipts.textPointer': `${MESSAGE}/text/body`,
};

export const PRESET_VALUES: Readonly<Record<Preset, TypedChannel>> = {
  generic: GENERIC,
  twilio: TWILIO,
  whatsapp: WHATSAPP,
};
