/** The door of the collectors: the ways an answer comes in without an invitation. */
export { CollectorsModule } from './collectors.module';
export { Collectors } from './collectors.service';
