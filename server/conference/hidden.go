package conference

// MostHidden is how many people somebody can hide in the chat.
const MostHidden = 200
