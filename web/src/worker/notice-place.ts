/** Where a notification leads, as it travels between the page and the service worker. */
export interface NoticePlace {
  conversationId: string;
  messageId: string | null;
}
