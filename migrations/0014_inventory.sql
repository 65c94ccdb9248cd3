-- The table's name follows the word for what it holds: the inventory around the routers.
ALTER TABLE fact RENAME TO inventory;
