/** What can be chosen beside the picture. */
export type Tab = "floor" | "chat" | "questions" | "polls" | "stage" | "people" | "documents";
