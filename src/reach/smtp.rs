//! Mail through an SMTP server. The one door to lettre.
