//! The one integration suite: what holds over all floors.

mod floors;
