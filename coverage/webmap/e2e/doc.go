// Package e2e tests the web map as people meet it: a real browser, the real program,
// an output of fixtures/longan at two dates.
//
// The tests are the scripts of the folder tests, run by Node.js with playwright-core;
// the Go test makes the outputs, starts the server, writes the offline file, runs the
// scripts and reports each as a subtest. Every page is watched: a request that leaves
// this machine, an error on the console or a breach of the page's policy fails the
// test that caused it. Screenshots go to out/webmap.
//
// Where chromium, Node.js or npm are missing the test is skipped and says so;
// `make test` installs them as root on Debian.
package e2e
