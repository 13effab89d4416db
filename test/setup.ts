import { refuseLeftovers } from './left-behind.ts';

refuseLeftovers();
