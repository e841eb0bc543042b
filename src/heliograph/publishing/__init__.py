"""What guests may see, as bytes: made once a change, handed out from memory, kept on disk for bad days.

A rendering is made by the pages' and the API's own code, asked as a guest asks; so it can show nothing that
a guest may not see. `addresses` says what is kept, `renditions` makes it, `store` keeps it, `flights` sees to
it that each is made once, `front` hands it out, `keeping` has a last good state ready on disk, and `export`
writes it all down for other servers.
"""
