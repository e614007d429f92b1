export function ChannelsScreen() {
  return null;
}
export function ConnectScreen() {
  return null;
}
export function ChannelScreen() {
  return null;
}
