/** Reads and changes how the organization appears to its customers: picture, colour, tone, who signs and who answers. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { Database } from '../platform/database';
import { DomainError, errors, type Fault, parseInput } from '../platform/errors';
import { isUpload } from '../platform/http';
import {
  BrandImages,
  LARGEST_LOGO,
  type Logo,
  type OrganizationSettings,
  organizationSetting,
  SettingsStore,
} from '../platform/views';
import { AuditedSettings } from './audited-settings';
import {
  type BrandForm,
  brandOf,
  readableBrand,
  type TypedBrand,
  typedBrand,
  zBrandForm,
} from './brand-form';

/** What became of a form. */
export type BrandOutcome =
  | { readonly kind: 'saved'; readonly changed: boolean }
  /** Nothing was changed; a picture that is right waits in the form. */
  | { readonly kind: 'refused'; readonly typed: TypedBrand; readonly error: DomainError };

@Injectable()
export class BrandService {
  constructor(
    private readonly database: Database,
    private readonly store: SettingsStore,
    private readonly images: BrandImages,
    private readonly settings: AuditedSettings,
  ) {}

  /** The brand as the form shows it. */
  async typed(): Promise<TypedBrand> {
    const { accent, tone, mailFromName, replyTo, phone, hours, logo } = await this.store.get('organization');
    return {
      accent,
      tone,
      mailFromName,
      replyTo,
      phone,
      hoursEs: hours.es,
      hoursEn: hours.en,
      hoursPt: hours['pt-BR'],
      keptLogo: logo?.hash ?? '',
      removeLogo: '',
    };
  }

  /** Takes the form with its file, whole or not at all. */
  async save(body: unknown, viewer: Viewer): Promise<BrandOutcome> {
    const { logo: file, ...fields } = isRecord(body) ? body : {};
    const faults: Fault[] = [];
    const uploaded = await this.uploaded(file).catch((error: unknown) => {
      faults.push(...faultsOf(error));
      return undefined;
    });
    const sent = uploaded ? { ...fields, keptLogo: uploaded.hash } : fields;
    let form: BrandForm | undefined;
    try {
      form = parseInput(zBrandForm, sent);
    } catch (error) {
      faults.push(...faultsOf(error));
    }
    if (!form || faults.length > 0) {
      const error = new DomainError('validation_failed', 400, { count: faults.length }, undefined, faults);
      return { kind: 'refused', typed: typedBrand(sent), error };
    }
    // A picture just chosen is meant, whatever the box beside the old one says.
    const logo =
      uploaded ?? (form.removeLogo || form.keptLogo === '' ? null : await this.images.named(form.keptLogo));
    const changed = await this.database.transaction(async () => {
      const organization = await this.store.get('organization');
      const to = { ...brandOf(form, organization), logo: logo ?? null };
      return this.settings.replace(organizationSetting, to, viewer);
    });
    return { kind: 'saved', changed };
  }

  /** The organization as it would appear with what is typed so far; what cannot be read yet stays as it is. */
  async asTyped(query: unknown): Promise<OrganizationSettings> {
    const organization = await this.store.get('organization');
    const form = readableBrand(query);
    const logo =
      form.keptLogo === undefined
        ? organization.logo
        : form.keptLogo === ''
          ? null
          : ((await this.images.named(form.keptLogo)) ?? organization.logo);
    return { ...brandOf(form, organization), logo };
  }

  /** The picture with this hash, as a form names it. */
  async logo(hash: string): Promise<Logo | null> {
    return hash === '' ? null : ((await this.images.named(hash)) ?? null);
  }

  /** Undefined when no file was chosen. */
  private async uploaded(file: unknown): Promise<Logo | undefined> {
    if (!isUpload(file) || file.bytes.length === 0) return undefined;
    if (file.tooLarge) throw errors.logo_too_heavy({ limit: LARGEST_LOGO / 1024 }, '/logo');
    return this.images.keep(file.bytes);
  }
}

function faultsOf(error: unknown): readonly Fault[] {
  if (!(error instanceof DomainError)) throw error;
  return error.errors ?? [{ pointer: error.pointer ?? '', code: error.code, params: error.params }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
