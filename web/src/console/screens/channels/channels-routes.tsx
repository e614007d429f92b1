import './channels.css';

export { ChannelScreen } from './channel-screen.js';
export { ChannelsScreen } from './channels-screen.js';
export { ConnectScreen } from './connect-screen.js';
