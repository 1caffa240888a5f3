// The same for an import.
import './not-there.mjs';
