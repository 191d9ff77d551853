# Sealing: the application on paper with signature and seal, and its scan.

sealing-title = Signed and sealed copy
sealing-is-in = Received
sealing-is-open = Not received yet
sealing-is-over = Not received
sealing-see = Print for signature, or upload the scan
sealing-print-heading = Print, sign and seal
sealing-print-lead = The PDF is your application as you handed it in, with your documents. Its last page is for signature and seal.
sealing-copy-heading = Scan
sealing-copy-hint = A PDF, or a photograph of the sealed page as JPEG or PNG. Your application goes on without it.
sealing-came = Received on
sealing-until = Upload it by
sealing-was-until = It could be uploaded until
sealing-choose = Choose the scan
sealing-replace = Choose another scan, which takes the place of this one
sealing-upload = Upload the scan
sealing-done = The signed and sealed copy is received.
sealing-too-late = No signed and sealed copy can be uploaded any more
sealing-before-change = It is older than the last version of the application.
sealing-paper-title = Signature and seal
sealing-paper-what = Application { $reference } to { $call }, version { $version }
sealing-paper-name = Name
sealing-paper-post = Post
sealing-paper-authority = Employer or authority
sealing-paper-date = Date
sealing-paper-signature = Signature
sealing-paper-seal = Seal
