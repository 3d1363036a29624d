// Package indicator turns a data set and its signal map into figures: for every
// indicator, technology, operator rule and administrative unit a numerator and a
// denominator whose accounting closes exactly.
//
// Start with Mobile, Fiber and Stations. Sums run over leaf units and are then
// added up to districts, provinces and the nation; nothing is rounded on the way.
package indicator
