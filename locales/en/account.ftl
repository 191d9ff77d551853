# Accounts: coming in, staying in, going. Nothing said to somebody who is not signed in tells whether there is an account.

## What is wrong with what was typed
account-name-missing = Enter your name
account-name-long = Your name must be { $max } characters or fewer
account-name-character = Your name must not contain “{ $character }”. Letters of every script, spaces and . ' - / @ , may be used
account-email-missing = Enter your email address
account-email-wrong = Enter an email address in the correct format, like name@example.com
account-password-missing = Enter your password
account-password-short = Your password must be { $min } characters or more
account-password-long = Your password must be { $max } characters or fewer
account-password-common = Enter a password that is harder to guess. This one is among those that are tried first
account-password-about-you = Enter a password that is harder to guess. This one is made of your name, your email address or the name of this service
account-current-missing = Enter your current password
account-current-wrong = Enter your current password. What you entered is another one
account-sign-in-wrong = Check your email address and password. They do not match an account
account-confirm-wrong = Enter the password that you chose when you registered
account-address-same = Enter another email address. This is the one your account has now
account-address-taken = This email address has an account of its own now, so your account keeps the one it had
account-disabled = This account has been disabled. Write to the office if you think that this is a mistake
account-close-application = Your account stays open while the office works on an application of yours, or a place is offered to you. Withdraw the application first.
account-close-role = Your account stays open while you have a role in the office. Ask an administrator to take it over first.

## One-time links
account-link-used = This link has been used, or a newer one was sent
account-link-expired = This link is too old
account-invitation-has-account = Your account has a password. Sign in with it
account-set-up-done = The office has been set up

## Coming in
account-sign-in-title = Sign in
account-register-title = Create an account
account-register-lead = You need an account to apply. We send a link to your email address to confirm that it is yours.
account-register-button = Create account
account-have-account = I have an account
account-forgot = I forgot my password
account-name = Full name
account-name-hint = As in your passport. One name is enough if you have one name.
account-email = Email address
account-password = Password
account-new-password = New password
account-new-password-hint = 8 characters or more. A phrase of 15 or more is better, and easier to remember. Any characters and spaces may be used.
account-current-password = Current password
account-zone = Your time zone
account-zone-hint = Deadlines are shown on your clock beside the clock of the call.
account-zone-none = Choose a place
account-reset-title = Reset your password
account-reset-lead = Enter the email address of your account. We send a link with which you choose a new password.
account-reset-button = Send the link
account-sent-title = Check your email
account-sent-confirm = We have sent a mail to the address that you entered. Open the link in it within two days to confirm that the address is yours.
account-sent-reset = If there is an account with the address that you entered, we have sent a link to it. Open the link within an hour to choose a new password.
account-sent-address = We have sent a mail to your new address. Open the link in it within two days. Until then your account keeps the address it has.
account-sent-nothing = No mail after ten minutes? Look in the folder for unwanted mail, check the address for mistakes and try again.
account-signed-out = You are signed out

## What links lead to
account-link-title = This link does not work any more
account-confirm-title = Confirm your email address
account-confirm-lead = Enter the password that you chose when you registered. It proves that the account is yours.
account-confirm-new-lead = Your account will use this address from now on. A mail to your old address says so.
account-confirm-button = Confirm
account-new-title = Choose a new password
account-set-password = Set password
account-invitation-title = Choose a password
account-invitation-lead = The office has invited you. With a password you can sign in from now on with the address that the invitation went to.
account-set-up-title = Set up the office
account-set-up-lead = You are the first administrator. You can invite officers and reviewers afterwards.
account-set-up-button = Set up the office
account-office-name = Name of the office
account-office-name-hint = As pages and mails show it
account-office-name-missing = Enter the name of the office
account-office-contact = Address for questions
account-office-contact-hint = Applicants write to it

## The own account
account-title = Your account
account-about-you = About you
account-saved = Your account is saved
account-change-address = Change your email address
account-change-address-lead = We send a link to the new address. Your account uses it once you have opened the link.
account-new-email = New email address
account-address-changed = Your email address is changed
account-change-password = Change your password
account-end-others-too = Sign out of all other browsers
account-sessions = Browsers
account-see-sessions = See where you are signed in
account-sessions-title = Where you are signed in
account-sessions-lead = If you do not know one of these browsers, end its session and change your password.
account-this-browser = This browser
account-browser-unknown = A browser without a name
account-session-from = From { $address }.
account-seen = Last seen
account-end-session = Sign out there
account-end-others = Sign out of all other browsers
account-session-ended = Signed out there
account-close = Close your account
account-close-lead = Your name, your address and your drafts are deleted at once. Applications that you handed in stay with the office as long as its rules say. This cannot be undone.
account-closed = Your account is closed

account-signed-out-meanwhile = You were signed out meanwhile. Sign in, and what you typed is still here.
account-again-title = What you typed is still here
account-again-lead = It is not saved yet, because the session in which you typed it had ended. Save it now to go on.
account-again-button = Save it now
