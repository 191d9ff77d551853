# Mails about letters of reference.

## To referees

mail-letter-requested-subject = { $applicant } asks you for a letter of reference
mail-letter-requested-body = { $applicant } applies to { $call } and names you as a referee. You need no account. Open the link, tell us whether you can write, and write there or upload a file.
mail-letter-is-read = The applicant may read your letter.
mail-letter-is-not-read = The applicant will not read your letter. It is for the office, and for reviewers who see who applies.
mail-letter-link = Open the request
mail-letter-decline = If you cannot write, say so on the same page. The applicant can then ask somebody else.
mail-letter-reminder-subject = Reminder: a letter of reference for { $applicant }
mail-letter-reminder-body = { $applicant } named you as a referee for { $call }. Your letter has not come yet.
mail-letter-unsent-subject = Your letter for { $applicant } is saved but not sent
mail-letter-unsent-body = You wrote a letter of reference for { $applicant }, who applies to { $call }. It is saved, but nobody can read it before you send it.
mail-letter-thanks-subject = Thank you for your letter for { $applicant }
mail-letter-thanks-body = Your letter of reference for { $applicant }, who applies to { $call }, is with the office.
mail-letter-thanks-correct = You can correct it until { $until }.
mail-letter-thanks-link = Read or correct your letter
mail-letter-refused-subject = The file of your letter for { $applicant } cannot be opened
mail-letter-virus-body = A virus was found in the file that you gave for { $applicant }, who applies to { $call }. Nobody can open it. Give a clean file, or write the letter on the page.
mail-letter-unread-body = The file that you gave for { $applicant }, who applies to { $call }, could not be read. Give it once more, or write the letter on the page.
mail-letter-not-needed-subject = No letter is needed any more for { $applicant }
mail-letter-enough-body = Enough letters have come in for { $applicant }, who applies to { $call }. You need not write one. Thank you for your readiness.
mail-letter-not-needed-body = You were asked for a letter of reference for { $applicant }, who applied to { $call }. It is no longer needed, and there is nothing you need to do. Thank you for your readiness.

## To applicants

mail-letter-arrived-subject = { $reference }: the letter of { $referee } is in
mail-letter-arrived-body = { $referee } has sent the letter of reference that you asked for.
mail-letter-late-subject = { $reference }: the letter of { $referee } did not come in time
mail-letter-late-body = The time for the letter of { $referee } has passed. If you need it, write to the office.
mail-referee-reminded-subject = { $reference }: we reminded { $referee }
mail-referee-reminded-body = The letter of { $referee } has not come yet. We have sent a reminder. You may want to speak to { $referee } yourself.
mail-referee-named-subject = { $reference }: the office named { $referee } as your referee
mail-referee-named-body = The office named { $referee } as a referee of your application. You keep the right to read the letter. If this is wrong, write to the office.
mail-referee-declined-subject = { $reference }: { $referee } cannot write a letter
mail-referee-declined-body = { $referee } cannot write a letter of reference for you. You can name somebody else.
mail-request-bounced-subject = { $reference }: our mail to { $referee } came back
mail-request-bounced-body = We could not deliver the request for a letter to { $referee }. Check the address and send the request again.
mail-fact-address = Address
mail-link-referees = Open your referees
