import { startConsole } from '../src/console/app/start.js';
import { connectSample, installSample } from './sample-server.js';

installSample();
void startConsole(connectSample);
