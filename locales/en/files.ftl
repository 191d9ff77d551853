# Documents: what an applicant is told about a file that cannot be taken.

files-missing = Select a file
files-empty = The selected file is empty
files-too-large = The selected file must be smaller than { $size } MB
files-too-large-kb = The selected file must be smaller than { $size } kB
files-not-pdf = The selected file must be a PDF
files-damaged = The selected file could not be read. Save it as a PDF again and upload the new file
files-protected = The selected file is protected with a password. Remove the password and upload it again
files-too-many-pages = The selected file must have { $most ->
    [one] { $most } page
   *[other] { $most } pages
  } or fewer. It has { $pages }
files-too-much = The files of one application must be smaller than { $size } MB together. Remove a file that you do not need
files-not-kept = The selected file could not be kept. Upload it again in a few minutes
files-uploaded = Your file is uploaded
files-removed = Your file is removed
files-not-anonymous = This file cannot be shown, because the name of its author cannot be taken out of it. Ask the office for a copy.
