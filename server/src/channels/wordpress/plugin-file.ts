/** The name the file has in a site's `wp-content/mu-plugins/`. */
export const PLUGIN_NAME = 'parley-comments.php';

/**
 * A plugin of one file, the same for every site and without a secret. It stands here as text so that every running
 * installation can hand it out.
 */
export const PLUGIN_FILE = `<?php
/**
 * Plugin Name: Parley for comments
 * Description: Tells Parley at once that a comment was written, edited, decided on or deleted. Parley then fetches it.
 * Version: 1
 * Requires at least: 5.6
 * Requires PHP: 7.2
 *
 * Put this file into wp-content/mu-plugins/ and these two lines into wp-config.php, with the address and the secret
 * that Parley showed when the site was connected:
 *
 *     define( 'PARLEY_HOOK_URL', 'https://parley.example/hooks/wordpress/…' );
 *     define( 'PARLEY_HOOK_SECRET', 'whsec_…' );
 */

if ( ! defined( 'ABSPATH' ) || ! defined( 'PARLEY_HOOK_URL' ) || ! defined( 'PARLEY_HOOK_SECRET' ) ) {
	return;
}

/** Names the event and the comment, nothing else. The visitor does not wait for the answer. */
function parley_comments_tell( $event, $comment_id ) {
	$timestamp = (string) time();
	$body      = wp_json_encode(
		array(
			'event'      => $event,
			'comment_id' => (int) $comment_id,
			'at'         => (int) $timestamp,
		)
	);
	wp_remote_post(
		PARLEY_HOOK_URL,
		array(
			'blocking' => false,
			'timeout'  => 3,
			'headers'  => array(
				'Content-Type'       => 'application/json',
				'X-Parley-Timestamp' => $timestamp,
				'X-Parley-Signature' => 'sha256=' . hash_hmac( 'sha256', $timestamp . '.' . $body, PARLEY_HOOK_SECRET ),
			),
			'body'     => $body,
		)
	);
}

add_action(
	'wp_insert_comment',
	function ( $comment_id ) {
		parley_comments_tell( 'created', $comment_id );
	}
);
add_action(
	'edit_comment',
	function ( $comment_id ) {
		parley_comments_tell( 'edited', $comment_id );
	}
);
add_action(
	'transition_comment_status',
	function ( $new_status, $old_status, $comment ) {
		if ( $new_status !== $old_status ) {
			parley_comments_tell( 'status', $comment->comment_ID );
		}
	},
	10,
	3
);
add_action(
	'deleted_comment',
	function ( $comment_id ) {
		parley_comments_tell( 'deleted', $comment_id );
	}
);
`;
