# Printing: the words on the pages of a PDF, and what is said where one cannot be made.

print-button = Download as PDF
print-contents = Contents
print-annexes = Documents and letters
print-page = Page { $page } of { $pages }
print-page-of = { $title }, page { $page } of { $pages }
print-letter-of = Letter of reference: { $name }
print-applicant = Applicant
print-received = Received
print-printed = Printed
print-draft = Not handed in yet
print-not-included = This document could not be included. See the file.
print-see-file = This document cannot be shown on paper. See the file.
print-too-long = This document is too long to be included. See the file.
print-font-missing = The PDF cannot be made, because no font for { $script } is installed. The office can have the package { $package } installed on the server.
print-script-latin = Latin letters
print-script-thai = Thai
print-script-lao = Lao
print-script-khmer = Khmer
print-script-myanmar = Burmese
print-script-tamil = Tamil
print-script-devanagari = Devanagari
print-script-arabic = Arabic letters
print-script-cjk = Chinese, Japanese and Korean
