# Papers: all applications of a call as PDFs in one download.

papers-title = Applications as PDFs
papers-link = Download applications as PDFs
papers-count = { $count ->
    [one] There is 1 application that you can download.
   *[other] There are { $count } applications that you can download.
}
papers-lead = The download is a ZIP with one PDF for each, named by its number, with its documents and letters of reference. Applications with which you have a conflict of interest are left out. Each takes a few seconds, so many take a while: leave the page open until the download ends.
papers-recorded = The download is recorded in the audit log with your name and the reason, and so is each application that is opened for it.
papers-which = Which applications
papers-all = All
papers-state = { $state } ({ $count })
papers-reason = Why you need them
papers-reason-hint = For example: the ministry reads on paper
papers-no-reason = Enter why you need the applications
papers-no-such-state = Select one of the states
papers-button = Download ZIP
papers-printed = { $count ->
    [one] 1 application is in this ZIP.
   *[other] { $count } applications are in this ZIP.
}
papers-lacking = { $count ->
    [one] 1 application could not be printed:
   *[other] { $count } applications could not be printed:
}
papers-not-printed = It could not be printed. Open it on its page.
