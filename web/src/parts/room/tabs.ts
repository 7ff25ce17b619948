/** What can be chosen beside the picture. */
export type Tab = "floor" | "chat" | "asides" | "questions" | "polls" | "stage" | "people" | "documents";
