# Documents: what an applicant is told about a file that cannot be taken.

files-missing = Select a file
files-empty = The selected file is empty
files-too-large = The selected file must be smaller than { $size } MB
files-too-large-kb = The selected file must be smaller than { $size } kB
files-wrong-format = The selected file must be a { $format }
files-wrong-formats = The selected file must be one of these: { $formats }
files-damaged = The selected file could not be read. Save it again and upload the new file
files-protected = The selected file is protected with a password. Remove the password and upload it again
files-too-many-pages = The selected file must have { $most ->
    [one] { $most } page
   *[other] { $most } pages
  } or fewer. It has { $pages }
files-too-many-pixels = The selected picture must have fewer than { $most } million pixels. Make it smaller and upload it again
files-too-much-inside = The selected file holds more than a document needs. Take out what is large, or save it as a PDF, and upload the new file
files-view = View
files-active = The selected file holds a script or a macro. Print it to a new PDF and upload that
files-two-in-one = The selected file is of two formats at once. Save it again and upload the new file
files-too-much = The files of one application must be smaller than { $size } MB together. Remove a file that you do not need
files-too-many = You can give { $max } files here. Remove one before you add another
files-of-several = { $name }: { $why }
files-held-told = This file is still being checked for viruses. Wait a few minutes, then open it again.
files-infected-told = A virus was found in this file. Nobody can open it.
files-failed-told = This file could not be kept. Ask the applicant for it again.
files-virus-found = A virus was found in this file. Nobody can open it. Remove it, and upload a file without a virus. Check your computer for viruses first.
files-held = Being checked for viruses
files-infected = Held back: a virus was found
files-failed = Could not be read
files-not-kept = The selected file could not be kept. Upload it again in a few minutes
files-uploaded = Your file is uploaded
files-uploaded-several = Your files are uploaded
files-removed = Your file is removed
files-not-anonymous = This file cannot be shown, because the name of its author cannot be taken out of it. Ask the office for a copy.
