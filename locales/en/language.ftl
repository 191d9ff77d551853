# In which language the texts of programmes are read.
language-title = Language
language-label = In which language do you want to read calls?
language-hint = Where a call has no text in this language you read it in English. Buttons and messages of this site are in English.
language-select = Select a language
language-also = Also in
