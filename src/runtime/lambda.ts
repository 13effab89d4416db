/** The faces Lambda calls: one per way an event comes in. */
export { failureHandler } from './aws/failure-handler.ts';
export { queueHandler } from './aws/queue-handler.ts';
export { routeHandler } from './aws/route-handler.ts';
export { scheduleHandler } from './aws/schedule-handler.ts';
export { stepHandler } from './aws/step-handler.ts';
export { streamHandler } from './aws/stream-handler.ts';
