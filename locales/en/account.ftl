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
account-close-application = Your account stays open while the office works on an application of yours, or a place is offered to you. Withdraw the application first
account-close-role = Your account stays open while you have a role in the office. Ask an administrator to take it over first

## One-time links
account-link-used = This link has been used, or a newer one was sent
account-link-expired = This link is too old
account-invitation-has-account = Your account has a password. Sign in with it
account-set-up-done = The office has been set up
