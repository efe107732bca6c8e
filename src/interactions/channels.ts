/** Through what a customer and the organization meet. */

export const CHANNELS = [
  'phone', 'in_person', 'email', 'chat', 'social', 'web', 'service_center', 'on_site', 'messaging',
] as const; // prettier-ignore
export type Channel = (typeof CHANNELS)[number];

/** Whether customer and employee stand in front of each other. */
export const PRESENCES = ['present', 'remote'] as const;
export type Presence = (typeof PRESENCES)[number];

const FACE_TO_FACE: readonly Channel[] = ['in_person', 'service_center', 'on_site'];

/** What is usual for the channel. */
export function usualPresence(channel: Channel): Presence {
  return FACE_TO_FACE.includes(channel) ? 'present' : 'remote';
}
