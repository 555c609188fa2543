import { playPart } from './worlds.ts';

playPart(1);
