/** Handlers whose reply holds a secret that is shown once: what is kept of it for a repeat is encrypted. */
import { SetMetadata } from '@nestjs/common';

export const SECRET_REPLY = 'aplauso:secret-reply';

export const SecretReply = () => SetMetadata(SECRET_REPLY, true);
