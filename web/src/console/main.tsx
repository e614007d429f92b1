import { startConsole } from './app/start.js';
import { connectSocket } from './realtime/connection.js';

void startConsole(connectSocket);
