/**
 * Every handler says who may call it. `access` judges and adds the other kinds; here is only the place where the
 * decision is written and the one kind the platform needs itself.
 */
import { SetMetadata } from '@nestjs/common';

/** Metadata key under which a handler's policy is found. */
export const POLICY_KEY = 'aplauso:policy';

/** Open to everybody, signed in or not. */
export const Public = () => SetMetadata(POLICY_KEY, { public: true });
