# Texts for everybody: help, privacy, accessibility.
texts-contact = Questions? Write to

texts-help-title = Help
texts-help-apply-title = How to apply
texts-help-apply = Choose a call, answer the short questions on who may apply, and create an account. The application is a list of tasks that you complete in any order. At the end you check your answers and submit.
texts-help-save-title = What is saved
texts-help-save = Each page is saved when you press Continue. You can sign out and come back later, on another device too. Until you submit, nobody but you works on your application.
texts-help-deadline-title = Deadlines
texts-help-deadline = A deadline is shown on the clock of the call and on your own. What counts is when your submission reaches this site, so leave some time for a slow connection. A confirmation page and a mail tell you that it arrived.
texts-help-files-title = Files
texts-help-files = Documents are PDF files. The page of the question says how large they may be. Files that are protected by a password cannot be read by reviewers and are refused.
texts-help-referees-title = Letters of reference
texts-help-referees = Where a call takes letters, you name your referees in the application and the site writes to them. A referee needs no account: the link in the mail leads to the letter. On the page of your referees you see where each letter stands, mend an address, or ask somebody else.
texts-help-mail-title = Mails that do not arrive
texts-help-mail = Look in the folder for unwanted mail and check the address in your account. Everything that a mail tells you also stands in your account.
texts-help-password-title = Forgotten password
texts-help-password = Choose “I forgot my password” on the page for signing in. Nobody in the office can see or set your password.

texts-privacy-title = Privacy
texts-privacy-what-title = What is kept
texts-privacy-what = Your name, your email address, a code from which your password cannot be read, and what you write and upload in your applications.
texts-privacy-who-title = Who sees it
texts-privacy-who = Officers of the call see applications that were handed in. Reviewers see those that are given to them, without name, sex, birth date and nationality where the call is reviewed blind. Each decision and each export is on record. Other recipients are named in the application before you submit.
texts-privacy-referees-title = Referees
texts-privacy-referees = Of a referee the site keeps the name, address and post that the applicant gave, and the letter. Officers of the call read letters, and reviewers do where they see who applies. The applicant reads one only where the call says so and the right was kept; the request tells the referee which.
texts-privacy-cookies-title = Cookies
texts-privacy-cookies = Only cookies that the site needs: one that keeps you signed in, one that protects forms, one that carries a message to the next page, and one that remembers that your browser signed in before, which protects your account from others who guess. There is no tracking, and no page loads anything from another site.
texts-privacy-log-title = Log
texts-privacy-log = Sign-ins and refused sign-ins are logged with the network address, to protect accounts.
texts-privacy-rights-title = Your rights
texts-privacy-rights = You can correct your name and address in your account and close it there. For a copy of your data, or to have an application deleted, write to the office.

texts-accessibility-title = Accessibility
texts-accessibility-aim-title = What we aim at
texts-accessibility-aim = Every page should meet level AA of the Web Content Accessibility Guidelines 2.2.
texts-accessibility-how-title = How the site is made
texts-accessibility-how = Pages work by keyboard alone, with a screen reader, without JavaScript, on a screen of 320 pixels, at 400 % zoom, in high contrast and in print. Colour never carries a meaning alone.
texts-accessibility-limits-title = What we cannot promise
texts-accessibility-limits = PDF files that applicants upload may not be accessible, because their makers decide that.
texts-accessibility-tell-title = Tell us
texts-accessibility-tell = If something keeps you from applying, tell the office what you tried to do and on which page. You can also ask for another way to apply before the deadline.
