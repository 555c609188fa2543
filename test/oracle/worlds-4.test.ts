import { playPart } from './worlds.ts';

playPart(4);
