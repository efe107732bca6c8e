/** The server: web pages, API and background work, as `ROLE` says. */
import { start } from './server';

void start();
