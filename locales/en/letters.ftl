# Letters of reference: the applicant's referees, the pages behind a referee's link, and the office's.

letters-heading = Letters of reference
letters-referees = Referees
letters-letter = Letter
letters-file = File
letters-in = { $received } of { $asked ->
    [one] 1 letter is
   *[other] { $asked } letters are
} in
letters-see-referees = See your referees

## States

letters-state-not-sent = Not yet asked
letters-state-sent = Asked
letters-state-opened = Will write
letters-state-saved = Writing
letters-state-received = Received
letters-state-bounced = Not delivered
letters-state-declined = Cannot write
letters-state-cancelled = Cancelled
letters-state-expired = Too late
letters-state-set-aside = Not counted

letters-meaning-not-sent = We have not written to this referee yet.
letters-meaning-sent = We have asked this referee for a letter and wait for an answer.
letters-meaning-opened = This referee has agreed to write and has not sent the letter yet.
letters-meaning-saved = This referee has begun to write and has not sent the letter yet.
letters-meaning-received = The letter is in.
letters-meaning-bounced = Our mail to this address came back. Check the address and send the request again.
letters-meaning-declined = This referee cannot write a letter. You can ask somebody else.
letters-meaning-cancelled = This letter is no longer wanted.
letters-meaning-expired = The letter did not come in time. If you need it, write to the office.
letters-meaning-set-aside = The office does not count this letter. If you want to know why, write to the office.
letters-hint-bounced = Check the address and send the request again
letters-hint-declined = You can ask somebody else

## The applicant's referees

letters-wanted = { $minimum ->
    [0] You may name referees: up to { $maximum ->
        [one] 1 letter is
       *[other] { $maximum } letters are
    } taken.
    [one] You need 1 letter. { $maximum ->
        [one] No more is
       *[other] Up to { $maximum } are
    } taken.
   *[other] You need { $minimum } letters. Up to { $maximum } are taken.
}
letters-when-before-submit = We write to each referee as soon as you name them. You can submit when the letters are in.
letters-when-before-review = We write to your referees when you submit your application.
letters-when-after-offer = We write to your referees only if you are offered a place.
letters-none-named = You have not named a referee yet.
letters-name-one = Name a referee
letters-name-another = Name another referee
letters-name-instead = Name somebody instead of { $name }
letters-name = Full name
letters-name-missing = Enter the referee’s name
letters-email = Email address
letters-email-hint = An address at their institution is best. We send the request there.
letters-email-missing = Enter the referee’s email address
letters-position = Post and institution
letters-position-hint = For example: Professor of chemistry, University of Malaya. Say also how they know you.
letters-position-missing = Enter the referee’s post and institution
letters-waiver-missing = Say whether you give up the right to read the letter
letters-add = Add this referee
letters-asked = Asked on
letters-due = Due
letters-right = Your right to read it
letters-right-waived = You gave it up
letters-right-kept = You kept it
letters-mend = The address
letters-save-address = Save this address
letters-send-again = Send the request again
letters-other-ways = If you do not want this letter
letters-ask-instead = Ask somebody else instead
letters-cancel = Cancel this request
letters-named-flash = The referee is added.
letters-mended-flash = The address is saved, and the request is on its way if it was sent before.
letters-cancelled-flash = The request is cancelled. If the referee was asked, we have told them.

## What is refused

letters-cannot-be-changed-now = Your referees can no longer be changed.
letters-not-in-this-state = This cannot be done with the letter as it stands now. Load the page again to see where it stands.
letters-own-address = Enter the address of somebody else. A referee cannot be yourself
letters-own-domain = Enter an address at another institution than yours. This call does not take letters from your own
letters-named-already = You have already named somebody with this address
letters-too-many = You can name up to { $most } referees at a time. To name somebody else, cancel a request that is still open.
letters-too-late = The time for this letter has passed. If you need it, write to the office.
letters-not-all-in-to-submit = { $lacking ->
    [one] 1 letter of reference is
   *[other] { $lacking } letters of reference are
} still to come before you can submit
letters-not-all-named = { $lacking ->
    [one] Name 1 more referee
   *[other] Name { $lacking } more referees
}
letters-not-all-in = { $lacking ->
    [one] 1 letter of reference is
   *[other] { $lacking } letters of reference are
} not in yet. Wait for it, or go on without it and say why.
letters-application-ended = This application needs no letters any more.
letters-until-must-be-later = Enter a date that has not passed
letters-waived-already = This application goes on without all its letters already.
letters-file-missing = Upload your letter as a PDF
assignments-reviewer-is-a-referee = This reviewer is a referee of this applicant.

## What is wrong with a definition

letters-fault-counts = Referees: take 1 to 10 letters, no fewer than you need
letters-fault-nothing-asked = Referees: ask questions or a file
letters-fault-file = Referees: the file must have a size of 1 byte to 50 MB, and at least one page
letters-fault-waiver = Referees: say in words what right the applicant gives up
letters-fault-kind = { $place }: referees cannot be asked for this kind of answer

## Behind a referee's link

letters-ask-title = A letter of reference
letters-ask-heading = Can you write a letter of reference for { $applicant }?
letters-ask-lead = { $applicant } names you as a referee for an application to
letters-ask-question = Can you write this letter?
letters-ask-yes = Yes, I can
letters-ask-no = No, I cannot
letters-ask-reason = If you cannot, why?
letters-ask-reason-hint = Only the office reads this. The applicant learns that you cannot write, and not why.
letters-choose-answer = Say whether you can write this letter
letters-due-by = Due by
letters-applicant-reads = The applicant may read your letter.
letters-applicant-does-not-read = The applicant will not read your letter. It is for the office, and for reviewers who see who applies.
letters-back-to-letter = Back to the letter
letters-write-title = Your letter of reference
letters-write-heading = Your letter of reference for { $applicant }
letters-write-is-in = Your letter is with the office. What you change here replaces it when you send it.
letters-file-label = The letter as a PDF
letters-file-first = Save what you have written below before you upload a file.
letters-save = Save and come back later
letters-send = Send the letter
letters-send-corrected = Send the corrected letter
letters-cannot-after-all = I cannot write after all
letters-saved-flash = What you wrote is saved. It is not sent yet. You can come back by the same link.
letters-changed-elsewhere = The letter was saved in another window while you were writing. Below is what you typed here. Compare it with the other window, then save again.
letters-thanks-title = Thank you for your letter
letters-thanks-lead = Your letter of reference for { $applicant }, who applies to { $call }, is with the office.
letters-received-on = Received on
letters-correct-until = You can correct it until
letters-correct = Correct the letter
letters-copy = Your copy
letters-what-you-wrote = What you wrote
letters-not-taken = This was not taken. You can copy it from here.
letters-said-unknown-title = This link is not known
letters-said-unknown-lead = Copy the whole link from our mail and try again. If it still does not work, the application may have been deleted, and no letter is needed.
letters-said-old-title = There is a newer link
letters-said-old-lead = The request was sent again. Use the link in the newest mail about this letter.
letters-said-declined-title = You have told us that you cannot write
letters-said-declined-lead = Thank you for telling us. There is nothing more you need to do. If you can write after all, write to the office.
letters-said-not-needed-title = No letter is needed any more
letters-said-not-needed-lead = The letter that you were asked for is no longer needed. Thank you for your readiness. There is nothing you need to do.
letters-said-late-title = The time for this letter has passed
letters-said-late-lead = Letters can no longer be sent for this application. If yours matters, write to the office at once.

## The office and reviewers

letters-of = Letter of { $name }
letters-office-name = Name a referee for the applicant
letters-office-name-lead = Where an applicant cannot, or the referees that were named do not write. The applicant is told by email and keeps the right to read the letter.
letters-office-named = The referee is named, and the applicant told.
letters-office-none = No referee is named.
letters-lacking = { $lacking ->
    [one] 1 letter is
   *[other] { $lacking } letters are
} still lacking.
letters-waived = The application goes on without all its letters:
letters-act-waive = Go on without all letters
letters-waived-flash = The application goes on without all its letters.
letters-filed-by = Filed by
letters-right-of-applicant = The applicant’s right to read it
letters-right-waived-by-applicant = Given up
letters-right-kept-by-applicant = Not given up
letters-until = Due
letters-file-it = File a letter that came by another way
letters-file-it-hint = A PDF. The referee is told that nothing more is needed.
letters-set-aside = Set this letter aside
letters-restore = Count this letter again
letters-no-longer = If the letter is not needed
letters-because-enough = Enough letters came in.
letters-because-ended = The application has ended.
letters-because-withdrawn = The application was withdrawn.
letters-done-asked = The request is on its way.
letters-done-cancelled = The request is cancelled. A referee who was asked is told.
letters-done-set-aside = The letter is set aside. Reviewers no longer see it.
letters-done-restored = The letter counts again.
letters-done-filed = The letter is filed.
