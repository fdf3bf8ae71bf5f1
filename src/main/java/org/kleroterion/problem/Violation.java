package org.kleroterion.problem;

/**
 * One fault in a request.
 *
 * @param pointer the place: a JSON pointer (RFC 6901) into the body, {@code /screening/ecog}, or a
 *     question mark and the name of a query parameter, {@code ?limit}
 * @param message what is wrong and how to correct it, in one sentence
 */
public record Violation(String pointer, String message) {}
